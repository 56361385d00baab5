// What fhir-kit-client does in tests/fhirapi/test_clients.py: one line a step, as "step: what came".
import * as kit from "fhir-kit-client";

const Client = kit.default ?? kit.Client;
const [base, token, patient] = process.argv.slice(2);
const client = new Client({ baseUrl: base, bearerToken: token });
const say = (step, what) => console.log(`${step}: ${what}`);
const subject = { reference: `Patient/${patient}` };
const observation = { resourceType: "Observation", status: "preliminary", code: { text: "kit" }, subject };
const withVersion = (resource) => ({ headers: { "If-Match": `W/"${resource.meta.versionId}"` } });

say("metadata", (await client.capabilityStatement()).fhirVersion);
const way = await client.smartAuthMetadata();
say("smart", `${way.authorizeUrl?.pathname} ${way.tokenUrl?.pathname}`);
say("read", (await client.read({ resourceType: "Patient", id: patient })).id === patient);
const made = await client.create({ resourceType: "Observation", body: observation });
await client.create({ resourceType: "Observation", body: observation });
await client.create({ resourceType: "Observation", body: observation });
const changed = await client.update({
  resourceType: "Observation",
  id: made.id,
  body: { ...made, status: "final" },
  options: withVersion(made),
});
say("update", `${changed.status} ${changed.meta.versionId}`);
const first = await client.search({
  resourceType: "Observation",
  searchParams: { patient, _count: 2 },
});
const second = await client.nextPage({ bundle: first });
const ids = [first, second].flatMap((page) => page.entry.map((entry) => entry.resource.id));
say("pages", `${first.entry.length} and more, all different: ${new Set(ids).size === ids.length}`);
const patched = await client.patch({
  resourceType: "Observation",
  id: made.id,
  jsonPatch: [{ op: "replace", path: "/status", value: "amended" }],
  options: withVersion(changed),
});
say("patch", patched.status);
const former = await client.vread({ resourceType: "Observation", id: made.id, version: "1" });
say("vread", former.status);
const history = await client.history({ resourceType: "Observation", id: made.id });
say("history", history.entry.length);
const done = await client.transaction({
  body: {
    resourceType: "Bundle",
    type: "transaction",
    entry: [{ resource: observation, request: { method: "POST", url: "Observation" } }],
  },
});
say("transaction", done.entry[0].response.status.slice(0, 3));
