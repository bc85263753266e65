import type { UnlockedProfile } from '../vault/index.ts';
import type { Draft, DraftContent, DraftsApi } from './drafts-api.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { Shelf } from './shelf.ts';

/** How long what nobody came back to is kept. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** One profile's drafts. Only its patient's own typing: nothing of a visit is kept (THREAT-MODEL). */
export class Drafts implements DraftsApi {
  readonly #env: Pick<Environment, 'now'>;
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<Draft>;

  constructor(env: Pick<Environment, 'now'>, profile: UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'draft');
  }

  async list(): Promise<Draft[]> {
    const { values } = await this.#shelf.all();
    const oldest = new Date(this.#env.now().getTime() - KEPT_MS).toISOString();
    const over = values.filter(({ at }) => at < oldest);
    if (over.length > 0) await this.#profile.commit(over.map(({ id }) => this.#shelf.delete(id)));
    return values
      .filter((draft) => !over.includes(draft))
      .toSorted((one, other) => other.at.localeCompare(one.at));
  }

  async keep(content: DraftContent, of: string): Promise<string> {
    this.#require(of);
    const id = idOf(content);
    const draft = { id, at: this.#env.now().toISOString(), content };
    await this.#profile.commit([this.#shelf.put(id, draft)]);
    return id;
  }

  async drop(id: string, of: string): Promise<void> {
    this.#require(of);
    await this.#profile.commit([this.#shelf.delete(id)]);
  }

  #require(profileId: string): void {
    if (this.#profile.card.id !== profileId) throw new AppError('locked');
  }
}

function idOf(content: DraftContent): string {
  if (content.kind === 'emergency') return content.kind;
  return `form.${content.replaces ?? content.form.form}`;
}
