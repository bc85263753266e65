import { utf8 } from '../bytes/bytes.ts';
import {
  attachmentNames,
  exportArchive,
  failureCode,
  paperOf,
  paperRecords,
  readableBundle,
} from '../app/index.ts';
import { opened, type Opened } from './opened.ts';
import { paperPage } from './paper-page.ts';
import { said } from './words.ts';

const STAY_MS = 600_000;

/** An element with text inside; never markup. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  more: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return Object.assign(made, more);
}

function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  element('a', '', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), STAY_MS);
}

function button(text: string, make: () => Promise<{ file: Blob; name: string }>): HTMLElement {
  const pressed = element('button', text, { type: 'button' });
  pressed.addEventListener('click', () => {
    pressed.disabled = true;
    make()
      .then(({ file, name }) => save(file, name))
      .catch(() => tell(said.unexpected))
      .finally(() => (pressed.disabled = false));
  });
  const line = element('p');
  line.append(pressed);
  return line;
}

const status = element('p', '', { role: 'status' });
const results = element('section');
const tell = (text: string): void => {
  status.textContent = text;
};

function show({ backup, missing, records }: Opened): void {
  const { card, createdAt } = backup.about;
  const when = new Date(createdAt).toLocaleString();
  const { damaged } = backup.report;
  if (missing === null) tell(said.whole(card.label, when, records.length));
  else tell(said.sealedCopy(card.label, when, records.length));
  if (missing !== null && damaged + missing > 0)
    results.append(element('p', said.lost(damaged + missing)));
  else if (damaged > 0) results.append(element('p', said.damaged(damaged)));
  if (card.role === 'patient') showRecord({ backup, records }, when);
  else results.append(element('p', said.notPatient));
}

function showRecord({ backup, records }: Omit<Opened, 'missing'>, when: string): void {
  const { createdAt } = backup.about;
  const day = createdAt.slice(0, 10);
  const readBlob = (id: string) => backup.readBlob(id);
  const exported = { records, readBlob, now: new Date(createdAt) };
  const page = () => paperPage(paperOf(records), paperRecords(records), when);
  results.append(
    button(said.bundle, async () => ({
      file: await exportArchive(exported),
      name: `carnet-${day}.zip`,
    })),
    button(said.fhir, async () => ({
      file: new Blob([await readableBundle(exported)]),
      name: `carnet-${day}.json`,
    })),
    button(said.page, () =>
      Promise.resolve({ file: new Blob([utf8(page())]), name: `carnet-${day}.html` }),
    ),
    element('h2', said.files),
    ...filesOf(backup, records),
  );
}

function filesOf(backup: Opened['backup'], records: Opened['records']): HTMLElement[] {
  const names = [...attachmentNames(records)];
  if (names.length === 0) return [element('p', said.noFiles)];
  return names.map(([id, path]) => {
    const name = path.replace(/^.*\//, '');
    const size = `${String(Math.ceil(backup.blobSize(id) / 1024))} KB`;
    return button(said.saveFile(name, size), async () => {
      const pieces: Blob[] = [];
      for await (const piece of backup.blobPieces(id)) pieces.push(new Blob([piece]));
      return { file: new Blob(pieces), name };
    });
  });
}

function form(): HTMLFormElement {
  const made = element('form');
  const file = element('input', '', { type: 'file', required: true });
  const secret = element('textarea', '', { rows: 3, required: true, spellcheck: false });
  secret.setAttribute('autocomplete', 'off');
  secret.setAttribute('autocapitalize', 'none');
  const send = element('button', said.open, { type: 'submit' });
  const labelled = (text: string, control: HTMLElement) => {
    const label = element('label', text);
    label.append(control);
    return label;
  };
  made.append(labelled(said.file, file), labelled(said.secret, secret), send);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const [chosen] = file.files ?? [];
    if (chosen === undefined) tell(said.chooseFirst);
    else void openAndShow(chosen, secret, send);
  });
  return made;
}

async function openAndShow(
  file: File,
  secret: HTMLTextAreaElement,
  send: HTMLButtonElement,
): Promise<void> {
  send.disabled = true;
  results.replaceChildren();
  tell(said.deriving);
  const progress = (fraction: number) => tell(said.opening(Math.floor(fraction * 100)));
  try {
    show(await opened(file, secret.value.trim(), progress));
    secret.value = '';
  } catch (error) {
    tell(said.refusals[failureCode(error)] ?? said.unexpected);
  } finally {
    send.disabled = false;
  }
}

document.title = said.title;
const trust = element('details');
trust.append(element('summary', said.trust), element('p', said.trustBody));
const main = element('main');
main.append(element('h1', said.title), element('p', said.lead), trust, form(), status, results);
document.body.append(main);
