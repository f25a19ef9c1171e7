// Writes actions/testdata/actions.json: requests signed and answers made by the
// package of Node. The tests of package actions verify the one and make the other.
import { writeFileSync } from 'node:fs';
import { WorkOS } from '@workos-inc/node';

const { actions } = new WorkOS({ apiKey: 'sk_test', clientId: 'client_1' });
const secret = 'a secret of an action, for tests only';

const contexts = {
  authentication: {
    id: 'action_1',
    object: 'authentication_action_context',
    user: {
      object: 'user',
      id: 'user_1',
      email: 'ann@example.com',
      name: 'Ann Smith',
      first_name: 'Ann',
      last_name: 'Smith',
      email_verified: true,
      profile_picture_url: null,
      last_sign_in_at: '2026-01-15T12:00:01.000Z',
      external_id: 'ext_1',
      metadata: { plan: 'gold' },
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    },
    organization: {
      object: 'organization',
      id: 'org_1',
      name: 'Foo & Sons <foo@example.com>',
      allow_profiles_outside_organization: false,
      domains: [],
      lookup_key: 'foo',
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    },
    organization_membership: {
      object: 'organization_membership',
      id: 'om_1',
      user_id: 'user_1',
      organization_id: 'org_1',
      role: { slug: 'admin' },
      status: 'active',
      directory_managed: true,
      custom_attributes: { floor: 3 },
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    },
    ip_address: '192.0.2.7',
    user_agent: 'Mozilla/5.0',
    device_fingerprint: 'fingerprint_1',
    issuer: 'https://example.com',
    of_tomorrow: { a: [1] },
  },
  'user registration': {
    id: 'action_2',
    object: 'user_registration_action_context',
    user_data: { object: 'user_data', email: 'zoë@example.com', name: 'Zoë 日本', first_name: 'Zoë', last_name: '日本' },
    invitation: {
      object: 'invitation',
      id: 'invitation_1',
      email: 'zoë@example.com',
      organization_id: 'org_1',
      inviter_user_id: null,
      accepted_at: null,
      revoked_at: null,
      expires_at: '2026-01-15T12:00:01.000Z',
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    },
    ip_address: '2001:db8::7',
    user_agent: '"quoted" \u2028 \\',
    device_fingerprint: 'fingerprint_2',
  },
  'of tomorrow': { id: 'action_3', object: 'password_reset_action_context', password_reset: { id: 'pr_1' } },
};

const timestamp = 1768478400000;
const requests = [];
for (const [name, context] of Object.entries(contexts)) {
  const signature = await actions.computeSignature(timestamp, context, secret);
  requests.push({ name, payload: JSON.stringify(context), header: `t=${timestamp}, v1=${signature}` });
}

const answers = [];
for (const [name, data] of Object.entries({
  allow: { type: 'authentication', verdict: 'Allow' },
  deny: { type: 'user_registration', verdict: 'Deny', errorMessage: 'Not today.' },
  'no message': { type: 'authentication', verdict: 'Deny' },
  escapes: {
    type: 'user_registration',
    verdict: 'Deny',
    errorMessage: 'Zoë <b>&amp;</b> "q" \\ \\u2028 \u2028\u2029\ufffd \b\f\n\r\t\u0000\u001f\u007f 日本 🎉',
  },
})) {
  answers.push({ name, ...data, body: JSON.stringify(await actions.signResponse(data, secret)) });
}

const file = new URL('../../actions/testdata/actions.json', import.meta.url);
writeFileSync(file, JSON.stringify({ secret, timestamp, requests, answers }, null, '\t') + '\n');
