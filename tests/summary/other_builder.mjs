// Lets another program (npm: @imranq2/fhirpatientsummary) make the summary of the resources that
// come on standard input as a Bundle, and says which resources it puts into which section.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

// Its address for ES modules names a file that is not in the package.
const { ComprehensiveIPSCompositionBuilder } = createRequire(import.meta.url)("@imranq2/fhirpatientsummary");
const quiet = { info() {} };

const made = [];
for (const bundle of JSON.parse(readFileSync(0, "utf-8"))) {
  const builder = new ComprehensiveIPSCompositionBuilder();
  await builder.readBundleAsync(bundle, "Europe/Oslo", false, false, quiet);
  made.push(await builder.buildBundleAsync("o1", "Somebody", "http://testserver/fhir/R4", "Europe/Oslo"));
}
process.stdout.write(JSON.stringify(made));
