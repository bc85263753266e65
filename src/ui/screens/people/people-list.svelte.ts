import { SvelteMap } from 'svelte/reactivity';
import type { HelperView, PersonAccess, SealedMessage } from '../../../app/api.ts';
import { appAddress } from '../../shell/app-address.ts';
import { type Carnet, Loaded } from '../../state/index.ts';
import type { Toast } from '../../state/toasts.svelte.ts';
import { peopleWords as text } from '../../words/en/people.ts';
import { hasAccess, isToConfirm } from './access.ts';

const LOOK_EVERY_MS = 2000;

/** Everybody the patient knows, and what can be done about their access. */
export class PeopleList {
  busy = $state(false);
  failure = $state.raw<unknown>(null);
  helpers = $state.raw<readonly HelperView[]>([]);
  letters = $state(0);
  readonly loaded: Loaded<PersonAccess[]>;
  readonly withAccess = $derived.by(() => (this.loaded.value ?? []).filter(hasAccess));
  readonly toConfirm = $derived.by(() => (this.loaded.value ?? []).filter(isToConfirm));
  readonly others = $derived.by(() =>
    (this.loaded.value ?? []).filter(
      (person) => !hasAccess(person) && !isToConfirm(person) && !this.#isHelper(person),
    ),
  );
  readonly #carnet: Carnet;
  /** The note that offers to undo, by grant: it goes when that was done elsewhere. */
  readonly #stopping = new SvelteMap<string, Toast>();

  /** Make it while a component starts. */
  constructor(carnet: Carnet) {
    this.#carnet = carnet;
    this.loaded = new Loaded(() => {
      carnet.heedChanges();
      return carnet.standing.people();
    });
    void this.#lookAround();
    $effect(() => {
      if (!this.#isUnderWay) return;
      const timer = setInterval(this.loaded.again, LOOK_EVERY_MS);
      return () => clearInterval(timer);
    });
  }

  /** Something is still on its way, or about to be stopped: what stands here will change by itself. */
  get #isUnderWay(): boolean {
    return (this.loaded.value ?? []).some(
      ({ standing }) => standing && (!standing.delivered || standing.state === 'stopping'),
    );
  }

  /** Helpers have a page of their own. */
  #isHelper({ identity, standing }: PersonAccess): boolean {
    return standing === null && this.helpers.some((helper) => helper.identity === identity);
  }

  helperOf({ standing }: PersonAccess): string | null {
    return this.helpers.find(({ identity }) => identity === standing?.throughHelper)?.name ?? null;
  }

  /** One press; for ten seconds another one takes it back. */
  async stop(person: PersonAccess, strength: 'plain' | 'strong'): Promise<void> {
    const { standing, name } = person;
    if (!standing) return;
    const stopping = await this.#doing(() =>
      this.#carnet.standing.stop(standing.grantId, strength),
    );
    if (stopping === null) return;
    const toast = this.#carnet.toasts.show(text.stopping(name), {
      action: { label: text.undo, run: () => void this.undo(person) },
      until: stopping.undoUntil,
    });
    this.#stopping.set(standing.grantId, toast);
  }

  async undo({ standing, name }: PersonAccess): Promise<void> {
    if (!standing) return;
    const undone = await this.#doing(async () => {
      await this.#carnet.standing.undoStop(standing.grantId);
      return true;
    });
    if (!undone) return;
    const toast = this.#stopping.get(standing.grantId);
    if (toast) this.#carnet.toasts.dismiss(toast);
    this.#carnet.toasts.show(text.undone(name));
  }

  async giveBack({ standing, name }: PersonAccess): Promise<void> {
    if (!standing) return;
    const given = await this.#doing(async () => {
      await this.#carnet.standing.giveBack(standing.grantId);
      return true;
    });
    if (given) this.#carnet.toasts.show(text.undone(name));
  }

  /** Somebody whose access was to be confirmed stays without it. */
  async letGo({ standing, name }: PersonAccess): Promise<void> {
    if (!standing) return;
    const gone = await this.#doing(async () => {
      await this.#carnet.standing.letGo(standing.grantId);
      return true;
    });
    if (gone) this.#carnet.toasts.show(text.letGone(name));
  }

  async forget({ identity, name }: PersonAccess): Promise<void> {
    const forgotten = await this.#doing(async () => {
      await this.#carnet.api.forgetPerson(identity);
      return true;
    });
    if (forgotten) this.#carnet.toasts.show(text.forgotten(name));
  }

  /** The same grant once more, or null with {@link failure} set. */
  showAgain(grantId: string): Promise<SealedMessage | null> {
    return this.#doing(() => this.#carnet.standing.showAgain(grantId, appAddress()));
  }

  async #doing<Result>(work: () => Promise<Result>): Promise<Result | null> {
    this.busy = true;
    this.failure = null;
    try {
      return await work();
    } catch (thrown) {
      this.failure = thrown;
      return null;
    } finally {
      this.busy = false;
      this.loaded.again();
    }
  }

  async #lookAround(): Promise<void> {
    const { standing } = this.#carnet;
    this.helpers = await standing.helpers().catch(() => []);
    this.letters = await standing.letters().then(
      ({ length }) => length,
      () => 0,
    );
  }
}
