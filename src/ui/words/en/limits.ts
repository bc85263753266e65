import { catalogue } from '../catalogue.ts';

/** One line of THREAT-MODEL.md in plain words. */
export interface LimitLine {
  /** The attack, or the first words of the limit, exactly as they stand there. */
  readonly of: string;
  readonly title: string;
  /** What remains, whatever Carnet does. */
  readonly body: string;
}

const nothing = 'Nothing that we know of.';

/** What Carnet cannot do at all. */
const cannot: readonly LimitLine[] = [
  {
    of: 'What somebody has read.',
    title: 'What was read cannot be un-read',
    body: 'A doctor can write down, photograph or remember what you showed. When the time is over, the screen is wiped; the memory is not.',
  },
  {
    of: 'A phone that is unlocked, or whose system is broken into.',
    title: 'An unlocked or broken device is open',
    body: 'Whoever holds it while Carnet is unlocked sees what you see. So does a system, a browser, an extension or a keyboard that spies on you. Lock Carnet before you hand the device over.',
  },
  {
    of: 'A short passphrase.',
    title: 'A weak passphrase can be guessed',
    body: 'Somebody who copies your device’s storage can try passphrases for as long as they like. Six random words hold.',
  },
  {
    of: 'A recovery kit in the wrong hands.',
    title: 'A recovery kit opens for whoever has it',
    body: 'The page with the 24 words, or a picture of it, opens your record and its backups. Keep it with your papers. If it went astray, change the lock: that helps from then on.',
  },
  {
    of: 'The first load, and updates, from a dishonest host.',
    title: 'The first visit trusts the address',
    body: 'When you first open Carnet, you trust the website it comes from. Later versions arrive only when you say so, but an evil host could still send one.',
  },
  {
    of: 'Who the doctor is.',
    title: 'Names are not checked by anyone',
    body: 'The three words make sure that the code comes from the screen before you. They do not prove that the person is a doctor.',
  },
  {
    of: 'Who the patient is.',
    title: 'Nobody checks who you are either',
    body: 'The doctor’s screen asks for your name and birth date before anything is written to you.',
  },
  {
    of: 'Doctors who compare notes.',
    title: 'Two doctors can tell that they have the same patient',
    body: 'Your codes carry the same signature for everybody, even where you leave out your name.',
  },
  {
    of: 'Time.',
    title: 'Time limits bind honest apps only',
    body: 'The doctor’s app closes the record when the time is over, and warns of a wrong clock. A changed app need not.',
  },
  {
    of: 'That something was withheld.',
    title: 'A doctor sees that parts are missing',
    body: 'The screen says that you withheld something. It does not say what.',
  },
  {
    of: 'That a part says nothing of another.',
    title: 'One part may say more than its name',
    body: 'A letter in the medical part may name your insurer, a doctor’s name may say what you are treated for, and some medicines serve one illness alone. Carnet tells you when text or scans are included; it does not read them for you.',
  },
  {
    of: 'Deleted entries.',
    title: 'What you delete stays in the history',
    body: 'A deleted entry is gone from sight and from everything you share. A locked copy stays so that you can bring it back, and so does the file it came from. Removing the profile removes everything.',
  },
  {
    of: 'Somebody who can write to the device’s storage.',
    title: 'Somebody can delete, even if they cannot read',
    body: 'Whoever can write to the storage of this device can delete entries or put old ones back. They cannot change one unnoticed. A backup elsewhere is the answer.',
  },
  {
    of: 'What a crash leaves.',
    title: 'A crash may leave traces for a while',
    body: 'A browser may put large open files aside on the disk, and the system swaps memory out. What was put aside goes when the browser next starts.',
  },
  {
    of: 'What runs in a worker.',
    title: 'Parts of the app guard themselves',
    body: 'Where a host cannot send Carnet’s rules along, the parts that work in the background give up the network by themselves. That stops mistakes, not code that was put there on purpose.',
  },
  {
    of: 'Timing and memory.',
    title: 'A browser cannot forget on command',
    body: 'What you typed and what a screen showed stays in the memory of the device until it is used again.',
  },
  {
    of: 'Quantum computers.',
    title: 'Later machines may break today’s locks',
    body: 'Somebody who films a code today and keeps it could open it with a quantum computer one day.',
  },
  {
    of: 'When something is over, if the clock is wrong.',
    title: 'A wrong clock moves the end of an access',
    body: 'An access with a date ends when your app is next opened, by your device’s clock. When the clock is put right, Carnet puts the rest right as far as it can.',
  },
  {
    of: 'Sizes.',
    title: 'The length of a code can be seen',
    body: 'Whoever films a code learns roughly how much is inside, not what.',
  },
];

const sharing: readonly LimitLine[] = [
  {
    of: 'Somebody films every code of a requested consultation',
    title: 'Somebody films the codes of a visit',
    body: 'They open nothing with them, not even if they later steal the doctor’s keys.',
  },
  {
    of: 'Somebody films a grant made to a known card without a request',
    title: 'Somebody films what you share with a saved card',
    body: 'Alone it opens nothing. With that doctor’s stolen keys it does. Carnet says so before you approve.',
  },
  {
    of: 'A grant is forwarded, replayed or shown late',
    title: 'An old code is shown again, or passed on',
    body: 'It does not open for others, nor a second time. A doctor who turns the clock back and forth can trick the own app; what was read was read anyway.',
  },
  {
    of: 'A second doctor reuses a filmed nonce',
    title: 'A second doctor copies the question of the first',
    body: nothing,
  },
  {
    of: 'A grant is put together from parts of others',
    title: 'Somebody builds a code from pieces of others',
    body: nothing,
  },
  {
    of: 'A relay puts its own request before the patient',
    title: 'Somebody stands between you and the doctor',
    body: 'The three words show it, if you look at the doctor’s screen and do not guess. They do not stop somebody who lies about a name.',
  },
  {
    of: 'A known doctor’s name comes with a new key, or with another known person’s',
    title: 'Somebody takes the name of a doctor you know',
    body: 'Carnet stops. A name that is only similar brings a warning, and you decide.',
  },
  {
    of: 'Granted and ungranted partitions get mixed',
    title: 'Something you did not choose slips out',
    body: 'Carnet sends only what you switched on. Free text and scanned pages inside it may still speak of other things.',
  },
  {
    of: 'Somebody writes into a patient’s record',
    title: 'Somebody writes false things to you',
    body: 'Whoever you ever shared with can write to you. You see who signed it before you keep it.',
  },
  {
    of: 'Bytes are swapped, cut, reordered, mixed',
    title: 'Something is changed on its way',
    body: nothing,
  },
  {
    of: 'The doctor’s device is searched after the visit',
    title: 'The doctor’s device is searched after the visit',
    body: 'What the doctor printed, copied or saved is there. So may be traces in the memory of a running browser.',
  },
  {
    of: 'Somebody finds an emergency card, or a phone with one on its lock screen',
    title: 'Somebody finds your emergency card',
    body: 'It is not locked. They read what you switched on, you do not learn of it, and paper does not change with your record.',
  },
  {
    of: 'A sealed emergency card is found, changed, or read by another doctor',
    title: 'Somebody finds a sealed emergency card',
    body: 'They read nothing. Whoever steals the keys of the person it is for can open it, for as long as it exists.',
  },
];

const standing: readonly LimitLine[] = [
  {
    of: 'Somebody who was stopped goes on reading',
    title: 'Somebody you stopped tries to read on',
    body: 'Nothing new opens for them. What they read or kept stays with them. A host may keep what it was told to delete, and somebody you did not stop can pass things on.',
  },
  {
    of: 'The browser dies while somebody is stopped, narrowed or sealed out, a helper is dismissed, or a host is cleared',
    title: 'The phone dies while you stop somebody',
    body: 'The stop is carried out when you next open Carnet. Until then it waits.',
  },
  {
    of: 'Somebody or a helper is stopped while another window, or work under way, still knows them as before',
    title: 'Another window does not know yet that you stopped somebody',
    body: nothing,
  },
  {
    of: 'A phone that was restored from an old copy publishes under an epoch whose doctor was stopped since',
    title: 'An old copy of this phone lets somebody back in',
    body: 'Carnet asks the hosts first and ends access in doubt. A host that lost its files looks the same, so you may have to give access again.',
  },
  {
    of: 'Somebody’s access is given anew and reaches less far',
    title: 'You give somebody less than before',
    body: 'What they could read until then, they may have read.',
  },
  {
    of: 'Somebody who joined *from now on* reaches what is older',
    title: 'Somebody with access “from now on” looks for older things',
    body: 'A record that you change later is new to them as a whole, with what it said before in that same record.',
  },
  {
    of: 'A standing grant, an invitation or an enrolment is filmed, forwarded or changed',
    title: 'Somebody gets hold of a code for standing access',
    body: 'It opens for that one doctor alone. Whoever steals the doctor’s keys can read what you published for that doctor, until you stop the access.',
  },
  {
    of: 'A doctor confuses two patients, or takes one’s letters for another’s',
    title: 'A doctor mixes up two patients',
    body: 'The app keeps them apart. It cannot tell when somebody uses your name: names are claims.',
  },
];

const hosts: readonly LimitLine[] = [
  {
    of: 'A file host reads along',
    title: 'A file host is curious',
    body: 'It sees neither names nor contents. It sees your network address, when you send something, how much, and how many people read.',
  },
  {
    of: 'A file host swaps, cuts, mixes, rolls back, forks or withholds what lies there',
    title: 'A file host lies',
    body: 'It cannot change anything unnoticed. It can be down, lose your files, or keep things back; the doctor’s screen says as of when the record is.',
  },
  {
    of: 'A file host turns requests elsewhere, or sends something else',
    title: 'A file host sends you elsewhere',
    body: 'Carnet does not follow. Everybody who reads from a place knows its password.',
  },
  {
    of: 'A host’s password goes astray',
    title: 'The password of a host goes astray',
    body: 'Whoever may write to your letterbox holds its password, and whoever reads holds the reader’s.',
  },
  {
    of: 'A host, or another author, leaves something in the place of a letter',
    title: 'Somebody fills your letterbox with rubbish',
    body: 'They can fill it, and some hosts let them overwrite letters, which are then lost. What is not signed by somebody you invited is never shown.',
  },
  {
    of: 'One author, doctor or helper leaves what is too large, unreadable, or dated in the future, so that the others’ things are not seen',
    title: 'One sender blocks the others',
    body: 'A letter that is no record is deleted unseen. Everything else still arrives.',
  },
  {
    of: 'A message names an address that is none, or leads inside',
    title: 'A code leads your app to a strange address',
    body: 'It can make the app ask its own device for a random name. What answers is never shown.',
  },
  {
    of: 'A helper, alone or with doctors, wants more than was given',
    title: 'A helper wants more than its list',
    body: 'Alone it reads nothing. Together with a doctor it can open all that this doctor was given, also what it should hold back. A helper of the doctor’s own clinic holds nobody back.',
  },
  {
    of: 'A helper makes up a transform, or a host brings back an older list',
    title: 'A helper cheats, or goes on with an old list',
    body: 'A false answer opens nothing. A helper can refuse to work, and a host can keep it on the list before.',
  },
];

const lockAndKeys: readonly LimitLine[] = [
  {
    of: 'The phone’s storage is copied while locked',
    title: 'Somebody copies the storage of your locked phone',
    body: 'They see the names of profiles, dates, and how much is there. The rest is locked as well as your passphrase is good. A copy from before opens with the passphrase from before. The sample is not locked at all.',
  },
  {
    of: 'The memory of a locked app is looked at',
    title: 'Somebody looks into the memory of the locked app',
    body: 'Locking ends the part that held your keys, and the page forgets what it showed. Traces can stay in memory until the device uses it again, your passphrase and copies of keys among them.',
  },
  {
    of: 'A key slot is changed, weakened, or taken from another profile',
    title: 'Somebody tampers with the locks on the disk',
    body: 'They cannot weaken one unnoticed. They can delete them, and lock everybody out.',
  },
  {
    of: 'A passkey’s authenticator answers wrongly, or not with a secret at all',
    title: 'A passkey does not do what it should',
    body: 'It is tried before it is trusted, and never the only way in. Passkeys that live in a cloud open for whoever gets into that cloud and onto this device. Tried with a made-up passkey, on no real phone.',
  },
  {
    of: 'The passphrase is forgotten, or the recovery kit is typed with a slip',
    title: 'You forget the passphrase',
    body: 'The recovery kit opens the record. Without kit, passkey or people you trust, nobody can: not you, not us.',
  },
  {
    of: 'Somebody else knows a way in, such as the words of a kit',
    title: 'Somebody else learned your passphrase or your kit',
    body: 'Change the lock. Copies and backups from before still open with the old one.',
  },
  {
    of: 'The change of a lock is cut off half-way',
    title: 'The lock is being changed when the phone dies',
    body: 'The old lock holds, or the new one; never half of each.',
  },
  {
    of: 'The phone and every way in are lost, and the people who hold cards are asked',
    title: 'You lost everything and ask people you trust',
    body: 'As many of them as are needed can open your record, also without asking you. Older cards still open older backups.',
  },
  {
    of: 'A trusted person, or a thief, has fewer cards than are needed',
    title: 'Somebody has too few of the cards',
    body: 'They learn nothing of your record. The printed card names its holder and the record.',
  },
  {
    of: 'A card is copied with a slip, belongs to another set, or was made up',
    title: 'One of the cards is wrong',
    body: 'Carnet names it where it can. With exactly as many as are needed, nobody can tell which one: ask for another.',
  },
  {
    of: 'Somebody tries passphrases at the screen',
    title: 'Somebody tries passphrases at your screen',
    body: 'Each wrong one waits longer. That does not slow somebody who copied the storage.',
  },
  {
    of: 'A locked app is opened by the back button, by waiting, or by another clock',
    title: 'Somebody picks up the phone while Carnet is open',
    body: 'It covers itself at once and locks after two minutes, or what you set. While a code shows, it stays open for ten.',
  },
  {
    of: 'Two people of a family are mixed up on one device',
    title: 'Two people of a family are mixed up',
    body: 'Each record is apart from the others, and every screen that shares says whose it is. A tap on the wrong name is still yours.',
  },
  {
    of: 'Somebody opens a guardian’s profile and so reaches the others',
    title: 'Whoever opens your record opens those linked to it',
    body: 'That is what linking means. Give a record a lock of its own where you do not want it. An old copy of the storage still has the link.',
  },
  {
    of: 'A guardian keeps the keys of a record that was handed over',
    title: 'Whoever kept your record keeps something of it',
    body: 'They have read what was in it, and their copy stays until they remove it. They get nothing new. What lies on their file hosts stays there until they take it away.',
  },
  {
    of: 'Somebody with an old key names another successor, or claims to succeed a key',
    title: 'Somebody pretends to be the new keeper of a record',
    body: 'A doctor’s app trusts nothing before words were compared. The words tell which screen it is, not who holds it.',
  },
  {
    of: 'A profile is removed in one window and open in another',
    title: 'A profile is removed in another window',
    body: nothing,
  },
];

const backups: readonly LimitLine[] = [
  {
    of: 'Somebody picks up the phone while the record is open behind its cover',
    title: 'Somebody picks up your phone before it locks',
    body: 'A short number can keep the screen covered. It is a curtain, not a safe. After five wrong ones, and after the time you set, Carnet locks for real.',
  },
  {
    of: 'A backup file is found or stolen',
    title: 'Somebody finds your backup',
    body: 'It is locked. Any way in of that time opens it, also one you removed since. The name of the profile stands in it in clear.',
  },
  {
    of: 'A backup is cut, reordered, forged or mixed from two',
    title: 'A backup is damaged or false',
    body: 'It is refused whole. An older whole backup is still a backup, and brings back what it holds.',
  },
  {
    of: 'An old backup is brought back after somebody was stopped',
    title: 'An old backup lets somebody back in',
    body: 'It does not: all access ends, and you confirm each person. What was published at that time may have been read.',
  },
  {
    of: 'A file host that holds a backup reads along, or somebody looks there',
    title: 'Your file host looks at your backup',
    body: 'It sees sealed files without a name, how large they are, which are new, and when: so about how much you changed, not what. Whoever has your kit and the address of the host can open it.',
  },
  {
    of: 'A host loses, cuts, changes or mixes up a backup, or brings an older one back',
    title: 'Your file host damages your backup',
    body: 'Nothing is used that is not whole. A host that holds the newest one back can show you an older one: look at its date before you restore.',
  },
  {
    of: 'The host or the browser goes away while a backup is being left on the host',
    title: 'A backup breaks off on its way to your host',
    body: 'The one from before stays until the new one was read back from there.',
  },
  {
    of: 'A phone with an older copy of a record goes on, and backs it up to the same host',
    title: 'An old phone writes over the backup of your new one',
    body: 'It does not by itself: it tells you that a newer one lies there. Only if you ask it once more does it replace that one.',
  },
  {
    of: 'The kit whose words find a backup on a host is renewed or removed',
    title: 'You make a new recovery kit',
    body: 'The backup of the old kit leaves the host once there is one for the new kit. Until then the old words still open it.',
  },
  {
    of: 'A relay puts its own phone between an old and a new one, or somebody films the move',
    title: 'Somebody gets between your old and your new phone',
    body: 'The three words show it: pick them, do not guess. Whoever holds your unlocked phone and knows your passphrase can move everything to a phone of their own.',
  },
  {
    of: 'What moves is altered, cut off, mixed from two copies, or answers another request',
    title: 'What you move arrives damaged',
    body: 'Then nothing of it is written on the new phone, and the old one stays as it is.',
  },
  {
    of: 'Both phones go on after a move, or neither does',
    title: 'Two phones hold the same record',
    body: 'Until the old phone has read the receipt, both say so. Afterwards the old one still lets you read, until you remove the record there.',
  },
  {
    of: 'A false `decrypt.html` is put beside a backup',
    title: 'A false decrypt.html lies beside your backup',
    body: 'Whoever types a passphrase into a false page has given it away. Compare its number with the one in the app.',
  },
  {
    of: 'A browser clears what a website keeps, as Safari does after seven days',
    title: 'The browser throws your record away',
    body: 'Safari does so in a tab after seven days. Put Carnet on the Home Screen, and keep a backup elsewhere: no promise of a browser is worth as much.',
  },
  {
    of: 'The browser dies in the middle of something',
    title: 'The browser dies while you work',
    body: 'What was saved is there. What you were just typing is kept as a draft, but for the last second.',
  },
  {
    of: 'The browser deletes what Carnet keeps, for want of room or because the store is damaged',
    title: 'The browser deletes your record',
    body: 'Carnet says so and leads you to your backups. What no backup has is gone. Safari leaves no trace: there it looks like a first start.',
  },
  {
    of: 'There is no room left in the browser',
    title: 'The device is full',
    body: 'What could not be saved can be taken out as a file. That file is not sealed.',
  },
  {
    of: 'An older app meets what a newer one stored, or the store cannot be opened as it is',
    title: 'An old Carnet meets a newer record',
    body: 'It writes nothing and says so. A sealed copy can be taken out. Bringing that copy back needs the newer Carnet.',
  },
  {
    of: 'Several windows write to one record at once',
    title: 'You write in several windows at once',
    body: nothing,
  },
  {
    of: 'The browser loses the file of one large value, or a card is damaged on the disk',
    title: 'A part of what the browser keeps is damaged',
    body: 'That part is named and left as it is. Everything else opens. What was lost comes back from a backup only.',
  },
  {
    of: 'A copy of a damaged store is cut, altered, or put together from several, and brought back',
    title: 'A sealed copy of a damaged store is not whole',
    body: 'You are told what does not open before anything is brought back. That something is missing without a trace cannot be noticed. If its keys did not survive, nothing in it opens.',
  },
  {
    of: 'Somebody hands over a backup with keys, names or sizes made to do harm',
    title: 'Somebody gives you a backup made to do harm',
    body: 'It cannot touch your other records or stop the app. Whoever knows your passphrase or kit can make a backup of your record that says anything.',
  },
];

const app: readonly LimitLine[] = [
  {
    of: 'Hostile text in a record, a name, a code, a file',
    title: 'A record or a code tries to run something',
    body: 'It does not run. A fault in the browser itself is beyond Carnet.',
  },
  {
    of: 'A tracker or a curious host',
    title: 'Somebody wants to know what you do in Carnet',
    body: 'The website that serves Carnet sees that it was fetched. After that nothing is sent, except to hosts you chose.',
  },
  {
    of: 'A failure tells what it failed on',
    title: 'A fault message gives something away',
    body: nothing,
  },
];

/** All lines as they are written: `of` is a name, not words, and stays as it is in every language. */
export const limitLines = {
  cannot,
  groups: [
    { title: 'When you share', lines: sharing },
    { title: 'Standing access', lines: standing },
    { title: 'File hosts and helpers', lines: hosts },
    { title: 'Lock and keys', lines: lockAndKeys },
    { title: 'Backups', lines: backups },
    { title: 'The app itself', lines: app },
  ],
};

/** "What Carnet does not protect". */
export const limitWords = catalogue({
  title: 'What Carnet does not protect',
  lead: 'Carnet protects a lot. These things it cannot do, and you should know them.',
  cannotTitle: 'What Carnet cannot do',
  attacksTitle: 'What somebody may try, and what remains',
  attacksLead:
    'Each line names the tests that show it. They lie beside the source, for whoever wants to check.',
  shown: (tests: string) => `Shown by: ${tests}`,
  cannotLead: 'Most of these cannot be tested: they are what no app can promise.',
  notTested: 'Not tested.',
  cannot: limitLines.cannot,
  groups: limitLines.groups,
});
