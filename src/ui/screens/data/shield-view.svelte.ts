import { type Carnet, Loaded } from '../../state/index.ts';
import { storageShield } from '../../state/storage-shield.svelte.ts';
import { shieldOf, type ShieldState } from './safety.ts';

/** Reads what the shield shows. Make it while a component starts. */
export class ShieldView {
  readonly #known: Loaded<{
    backup: Awaited<ReturnType<Carnet['backup']['state']>>;
    kit: 'none' | 'unproven' | 'proven' | null;
  } | null>;

  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    this.#carnet = carnet;
    void storageShield.look();
    this.#known = new Loaded(async () => {
      carnet.heedChanges();
      if (carnet.session?.profile.sample !== false) return null;
      const [backup, ways] = await Promise.all([carnet.backup.state(), carnet.waysIn.state()]);
      // Whoever keeps no record of their own is not asked for a kit.
      return { backup, kit: carnet.role === 'patient' ? ways.duty.kit : null };
    });
  }

  readonly again = (): void => this.#known.again();

  /** Null until everything was read. */
  get state(): ShieldState | null {
    if (this.#known.loading && this.#known.value === null) return null;
    const known = this.#known.value;
    const { persistence } = storageShield;
    const retired = this.#carnet.session?.moving === 'retired';
    const [backup, kit] = [known?.backup ?? null, known?.kit ?? null];
    return shieldOf({ persistence, backup, kit, retired });
  }
}
