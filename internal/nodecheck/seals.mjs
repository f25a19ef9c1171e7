// The packages that seal and open cookies in Node, under one form.
import { createHash, createCipheriv, randomBytes, webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto; // Node 18 has none, and the packages ask for it

const session = await import('iron-session');
const session9 = await import('iron-session-9');
const iron = await import('iron-webcrypto');
const iron1 = await import('iron-webcrypto-1');
const { WorkOS } = await import('@workos-inc/node');
const { WorkOS: WorkOS8 } = await import('node-8');

export const workos = (options) => new WorkOS({ apiKey: 'sk_test', clientId: 'client_1', ...options });

// by name: seal(data, password, ttl in seconds, 0 for ever) and open(sealed, password).
export const packages = {
  'iron-session': {
    seal: (data, password, ttl) => session.sealData(data, { password, ttl }),
    open: (sealed, password) => session.unsealData(sealed, { password, ttl: 0 }),
  },
  'iron-session 9': {
    seal: (data, password, ttl) => session9.sealData(data, { password, ttl }),
    open: (sealed, password) => session9.unsealData(sealed, { password, ttl: 0 }),
  },
  'iron-webcrypto': {
    seal: (data, password, ttl) => iron.seal(data, password, { ...iron.defaults, ttl: ttl * 1000 }),
    open: (sealed, password) => iron.unseal(sealed.split('~')[0], password, iron.defaults),
  },
  'iron-webcrypto 1': {
    seal: (data, password, ttl) => iron1.seal(webcrypto, data, password, { ...iron1.defaults, ttl: ttl * 1000 }),
    open: (sealed, password) => iron1.unseal(webcrypto, sealed.split('~')[0], password, iron1.defaults),
  },
  '@workos-inc/node': sessionsOf(WorkOS),
  '@workos-inc/node 8': sessionsOf(WorkOS8),
};

function sessionsOf(SDK) {
  const { userManagement } = new SDK('sk_test', { clientId: 'client_1' });
  return {
    seal: (data, cookiePassword) =>
      userManagement.sealSessionDataFromAuthenticationResponse({ authenticationResponse: data, cookiePassword }),
    open: (sessionData, cookiePassword) => userManagement.getSessionFromCookie({ sessionData, cookiePassword }),
  };
}

// sealAsGoSDK seals as the official Go SDK does.
export function sealAsGoSDK(data, password, encoding) {
  const key = /^[0-9a-f]{64}$/i.test(password) ? Buffer.from(password, 'hex') : createHash('sha256').update(password).digest();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const encrypted = [cipher.update(JSON.stringify(data), 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...encrypted, cipher.getAuthTag()]).toString(encoding);
}
