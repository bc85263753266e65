import type { HostAccountSettings } from './account.ts';
import type { SelfTestCode, SettingLines } from './self-test-report.ts';

/** Answers may be seen by every page: what lies there is sealed, and no cookie opens anything. */
const allowed = {
  methods: 'GET, HEAD, PUT, DELETE, MKCOL, OPTIONS',
  headers: 'authorization, content-type, range',
  exposed: 'date, retry-after',
};

/** Inside `<VirtualHost>`: there the preflight is answered before a password is asked for. */
const apacheCors = `# Modules: headers, rewrite. Inside <VirtualHost>, not inside <Directory>.
Header always set Access-Control-Allow-Origin "*"
Header always set Access-Control-Allow-Methods "${allowed.methods}"
Header always set Access-Control-Allow-Headers "${allowed.headers}"
Header always set Access-Control-Expose-Headers "${allowed.exposed}"
Header always set Access-Control-Max-Age "86400"
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteCond %{HTTP:Access-Control-Request-Method} .
RewriteRule ^ - [R=204,L]`;

const nginxHeaders = `add_header Access-Control-Allow-Origin "*" always;
add_header Access-Control-Allow-Methods "${allowed.methods}" always;
add_header Access-Control-Allow-Headers "${allowed.headers}" always;
add_header Access-Control-Expose-Headers "${allowed.exposed}" always;
add_header Access-Control-Max-Age "86400" always;`;

/** An inner block drops the headers of the outer one, so that they stand there twice. */
const nginxCors = `# Inside location { }, all of it.
${nginxHeaders}
if ($request_method = OPTIONS) {
${nginxHeaders.replace(/^/gm, '  ')}
  return 204;
}`;

const s3Cors = `[
  {
    "AllowedOrigins": ["*"],
    "AllowedMethods": ["GET", "HEAD", "PUT", "DELETE"],
    "AllowedHeaders": ["*"],
    "ExposeHeaders": ["date", "retry-after"],
    "MaxAgeSeconds": 86400
  }
]`;

const cors: readonly SettingLines[] = [
  { server: 'apache', text: apacheCors },
  { server: 'nginx', text: nginxCors },
  { server: 's3', text: s3Cors },
];

const dav: readonly SettingLines[] = [
  {
    server: 'apache',
    text: `# Modules: dav, dav_fs. The lock file's folder has to be writable for the server.
DavLockDB /var/lib/dav/lockdb
<Directory "/srv/carnet">
  Dav On
</Directory>`,
  },
  {
    server: 'nginx',
    text: `# Inside location { }.
dav_methods PUT DELETE MKCOL;
create_full_put_path on;
dav_access user:rw;
client_max_body_size 64m;`,
  },
];

const readable: readonly SettingLines[] = [
  {
    server: 'apache',
    text: `# In place of "Require valid-user": everybody may read, the user may write.
<LimitExcept GET HEAD OPTIONS>
  Require valid-user
</LimitExcept>`,
  },
  {
    server: 'nginx',
    text: `# In place of "auth_basic" in the location: everybody may read, the user may write.
limit_except GET HEAD OPTIONS {
  auth_basic "Carnet";
  auth_basic_user_file /etc/nginx/carnet.htpasswd;
}`,
  },
  {
    server: 's3',
    text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::BUCKET/*"
    }
  ]
}`,
  },
];

const letters: readonly SettingLines[] = [
  {
    server: 'apache',
    text: `# Modules: dav, dav_fs, rewrite. A folder of its own; OWNER is your user, LETTERS the writer's.
<Directory "/srv/carnet/letters">
  <Limit PUT>
    Require user OWNER LETTERS
  </Limit>
  <LimitExcept PUT OPTIONS>
    Require user OWNER
  </LimitExcept>
  RewriteEngine On
  RewriteCond %{REMOTE_USER} =LETTERS
  RewriteCond %{REQUEST_FILENAME} -f
  RewriteRule ^ - [F]
</Directory>`,
  },
  {
    server: 'nginx',
    text: `# A location of its own, with its "auth_basic" and the lines for CORS; LETTERS is the writer's user.
dav_methods PUT DELETE;
client_max_body_size 64m;
set $letter "$remote_user $request_method";
if (-f $request_filename) { set $letter "$letter again"; }
if ($letter ~ "^LETTERS (?!PUT$)") { return 403; }`,
  },
  {
    server: 's3',
    text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::BUCKET-letters/*"
    }
  ]
}`,
  },
];

const largest: readonly SettingLines[] = [
  { server: 'apache', text: 'LimitRequestBody 0' },
  { server: 'nginx', text: 'client_max_body_size 64m;' },
];

const uncached: readonly SettingLines[] = [
  { server: 'apache', text: 'CacheDisable on' },
  { server: 'nginx', text: 'proxy_cache off;\nexpires off;' },
];

const cures: Partial<Record<SelfTestCode, readonly SettingLines[]>> = {
  'cors-missing': cors,
  'cors-for-writing': cors,
  'keys-or-cors': cors,
  'others-cors': cors,
  'missing-hidden': cors,
  'clock-hidden': cors,
  'others-refused': readable,
  'host-not-writable': dav,
  'host-too-large': largest,
  'overwrite-kept-old': uncached,
  'others-can-write': readable,
  'no-letterbox': letters,
  'no-letterbox-s3': letters,
  'letterbox-refused': letters,
  'letterbox-missing': letters,
  'letterbox-replaceable': letters,
  'letterbox-cors': cors,
};

/** The lines that cure a finding, for the servers that an account of this kind can mean. */
export function settingsFor(
  code: SelfTestCode,
  account: HostAccountSettings,
): readonly SettingLines[] {
  const isS3 = account.kind === 's3';
  return (cures[code] ?? [])
    .filter(({ server }) => (server === 's3') === isS3)
    .map(({ server, text }) => ({
      server,
      text: isS3 ? text.replace('BUCKET', account.bucket) : text,
    }));
}
