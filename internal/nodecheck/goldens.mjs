// Writes session/testdata/cookies.json: cookies that the packages of Node sealed,
// and such as the official Go SDK makes. The tests of package session open them.
import { writeFileSync } from 'node:fs';
import { packages, sealAsGoSDK } from './seals.mjs';

const password = 'a cookie password for tests only, 1';
const unicode = 'пароль, который длиннее 32 символов 🔑';
const hex = '00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF';
const century = 100 * 365 * 24 * 3600;

const encode = (data) => Buffer.from(JSON.stringify(data)).toString('base64url');
const accessToken = [
  encode({ alg: 'RS256', kid: 'key_1', typ: 'JWT' }),
  encode({ iss: 'https://api.workos.com', sub: 'user_1', sid: 'session_1', org_id: 'org_1', exp: 1782907500, iat: 1782907200 }),
  'c2lnbmF0dXJl',
].join('.');

const ann = {
  object: 'user',
  id: 'user_1',
  email: 'ann@example.com',
  emailVerified: true,
  firstName: 'Ann',
  profilePictureUrl: 'https://example.com/ann.png?a=1&b=<2>',
  lastName: 'Smith',
  lastSignInAt: '2026-07-01T12:00:00.120Z',
  locale: 'en-GB',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-07-01T12:00:00.123Z',
  externalId: 'ext_1',
  metadata: { plan: 'gold', 'a key': '"quoted"' },
};
const nobody = {
  ...ann,
  emailVerified: false,
  firstName: null,
  lastName: null,
  profilePictureUrl: null,
  lastSignInAt: null,
  locale: null,
  externalId: null,
  metadata: {},
};
const session = { accessToken, refreshToken: 'refresh_1', user: ann, authenticationMethod: 'Password' };
const impersonated = { ...session, impersonator: { email: 'support@example.com', reason: 'Ticket <7> & co' }, authenticationMethod: 'Impersonation' };
const unknown = {
  ...session,
  user: { ...ann, name: 'Ann Smith', tags: ['<a>', null], score: 12345678901234567890n },
  impersonator: { email: 'support@example.com', reason: null, team: { id: 1.50 } },
  signedInFrom: { tab: 'https://example.com/?a=1&b=2' },
  count: 1e400,
};

// Numbers that JavaScript cannot hold stand in the text, as another program may
// have put them there.
const text = (data) =>
  JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? `#${value}#` : value === Infinity ? '#1E400#' : value)).replace(/"#(.*?)#"/g, '$1');

const snake = (value) =>
  value && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase()),
          name === 'metadata' ? value : snake(value),
        ]),
      )
    : value;

const goldens = [];
async function add(name, by, data, { password: secret = password, ttl = 0, change = (sealed) => sealed, opens = data } = {}) {
  const sealed = change(await packages[by].seal(data, secret, ttl));
  goldens.push({ name, by, password: secret, sealed, content: text(opens) });
}
function addGoSDK(name, data, secret, encoding, padded) {
  const sealed = sealAsGoSDK(snake(data), secret, encoding);
  goldens.push({ name, by: 'official Go SDK', password: secret, sealed: padded ? sealed.padEnd(Math.ceil(sealed.length / 4) * 4, '=') : sealed, content: text(data) });
}

await add('as authkit-nextjs does', 'iron-session', session);
await add('null fields', 'iron-session', { ...session, user: nobody });
await add('impersonated', 'iron-session', impersonated);
await add('names in other scripts', 'iron-session', { ...session, user: { ...ann, firstName: 'Ånn 日本 🎉', lastName: 'O\u2028"\\\u0000\ud83d\ude00' } });
await add('a password in another script', 'iron-session', session, { password: unicode });
await add('with a time', 'iron-session', session, { ttl: century });
await add('no version', 'iron-webcrypto', session);
await add('no version, iron-webcrypto 1', 'iron-webcrypto 1', session, { ttl: century });
await add('iron-session before 8', 'iron-webcrypto', { persistent: session, flash: {} }, { change: (sealed) => sealed + '~1', opens: session });
await add('a version without a wrapper', 'iron-webcrypto', session, { change: (sealed) => sealed + '~3' });
await add('session', '@workos-inc/node', session, { opens: { organizationId: 'org_1', ...session } });
await add('impersonated', '@workos-inc/node', { ...impersonated, user: nobody }, { opens: { organizationId: 'org_1', ...impersonated, user: nobody } });
// iron-webcrypto seals any text where it is told how to encode.
const { seal, defaults } = await import('iron-webcrypto');
goldens.push({
  name: 'unknown fields', by: 'iron-webcrypto', password, content: text(unknown),
  sealed: await seal(unknown, password, { ...defaults, encode: text }),
});
addGoSDK('session', { ...session, organizationId: 'org_1' }, password, 'base64', true);
addGoSDK('null fields', { ...session, user: nobody }, password, 'base64', false);
addGoSDK('base64url', impersonated, password, 'base64url', false);
addGoSDK('base64url with padding', impersonated, password, 'base64url', true);
addGoSDK('hexadecimal password', session, hex, 'base64', true);

const expired = await packages['iron-session'].seal(session, password, -3600);
const file = new URL('../../session/testdata/cookies.json', import.meta.url);
writeFileSync(file, JSON.stringify({ opens: goldens, expired: { password, sealed: expired } }, null, '\t') + '\n');
