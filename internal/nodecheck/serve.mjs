// Does what it is told, a line of JSON at a time, and answers with one each.
import { createInterface } from 'node:readline';
import { packages, workos } from './seals.mjs';

const does = {
  seal: ({ by, data, password, ttl }) => packages[by].seal(data, password, ttl),
  open: ({ by, sealed, password }) => packages[by].open(sealed, password),
  authenticate: ({ sealed, password, options }) => load(sealed, password, options).authenticate(),
  authenticateWithSessionCookie: ({ sealed, password, options }) =>
    workos(options).userManagement.authenticateWithSessionCookie({ sessionData: sealed, cookiePassword: password }),
  refresh: ({ sealed, password, options }) => load(sealed, password, options).refresh(),
  encrypt: ({ data, options }) => workos(options).vault.encrypt(data.text, data.context, data.associatedData),
  decrypt: ({ sealed, data, options }) => workos(options).vault.decrypt(sealed, data.associatedData),
  signAction: async ({ data, password }) => {
    const signature = await workos().actions.computeSignature(data.timestamp, data.context, password);
    return { payload: JSON.stringify(data.context), header: `t=${data.timestamp}, v1=${signature}` };
  },
  constructAction: ({ data, password }) =>
    workos().actions.constructAction({ payload: JSON.parse(data.payload), sigHeader: data.header, secret: password }),
  // WorkOS's part: the payload is decoded, and encoded again for its signature.
  signatureOfAnswer: ({ data, password }) => {
    const { payload } = JSON.parse(data);
    return workos().actions.computeSignature(payload.timestamp, payload, password);
  },
};

function load(sessionData, cookiePassword, options) {
  return workos(options).userManagement.loadSealedSession({ sessionData, cookiePassword });
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { result: await does[request.do](request) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
