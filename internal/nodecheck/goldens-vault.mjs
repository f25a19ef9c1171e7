// Writes vault/testdata/encrypted.json: what the package of Node encrypted with
// data keys of Vault's. The tests of package vault decrypt it.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { WorkOS } from '@workos-inc/node';

const goldens = [];
for (const [name, length, plaintext, associatedData] of [
  ['plain', 80, 'Hello, world!'],
  ['associated data', 80, 'Hello, world!', 'record_1'],
  ['other scripts', 80, 'Zoë 日本 🎉\u0000\u2028', 'Ånn'],
  ['nothing', 80, ''],
  ['nothing with associated data', 80, '', 'record_1'],
  ['short key', 1, 'a'],
  ['one byte of length', 127, 'a'],
  ['two bytes of length', 128, 'a'],
  ['long', 300, 'a long text, '.repeat(20), 'record_1'],
]) {
  const { vault } = new WorkOS({ apiKey: 'sk_test', clientId: 'client_1' });
  const key = randomBytes(32).toString('base64');
  const encryptedKeys = randomBytes(length).toString('base64');
  vault.createDataKey = async () => ({ context: {}, dataKey: { id: 'key_1', key }, encryptedKeys });
  goldens.push({ name, key, encryptedKeys, plaintext, associatedData, encrypted: await vault.encrypt(plaintext, {}, associatedData) });
}

const file = new URL('../../vault/testdata/encrypted.json', import.meta.url);
writeFileSync(file, JSON.stringify(goldens, null, '\t') + '\n');
