// Writes evaluations.json: what the runtime client of WorkOS's Node SDK makes of
// flags.json, for all flags and some targets.
//
//     npm install @workos-inc/node@8.13.0
//     node evaluations.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { WorkOS } from "@workos-inc/node";

const here = (name) => new URL(name, import.meta.url);
const flags = JSON.parse(readFileSync(here("flags.json")));
const workos = new WorkOS("sk_test", { apiHostname: "127.0.0.1", port: 1, https: false });
const client = workos.featureFlags.createRuntimeClient({ bootstrapFlags: flags });

const users = ["", "user_on", "user_off", "user_twice", "user_other", "org_on"];
const organizations = ["", "org_on", "org_off", "org_twice", "org_other", "user_on"];
const cases = [];
for (const user_id of users) {
  for (const organization_id of organizations) {
    const context = {};
    if (user_id !== "") context.userId = user_id;
    if (organization_id !== "") context.organizationId = organization_id;
    const all = client.getAllFlags(context);
    const enabled = Object.keys(all).filter((slug) => all[slug]).sort();
    for (const fallback of [true, false]) {
      for (const slug of [...Object.keys(flags), "unknown"]) {
        if (client.isEnabled(slug, context, fallback) !== (all[slug] ?? fallback)) throw new Error(slug);
      }
    }
    cases.push({ user_id, organization_id, enabled });
  }
}
client.close();
const lines = cases.map((c) => "  " + JSON.stringify(c));
writeFileSync(here("evaluations.json"), "[\n" + lines.join(",\n") + "\n]\n");
