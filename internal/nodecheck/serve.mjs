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
