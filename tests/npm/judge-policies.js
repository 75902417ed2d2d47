// Judges policies by a JSON Schema. Argument: the schema's path. Stdin: policies, each as a JSON string on a line of
// its own. Stdout: a line for each, "null" if the schema accepts it, or what is wrong as a JSON string.
import { readFileSync } from "node:fs";
import Ajv from "ajv";

// Editors show what these say; they forbid nothing.
const forEditors = ["enumDescriptions", "errorMessage", "patternErrorMessage"];

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, validateSchema: true });
ajv.addVocabulary(forEditors);
const accepts = ajv.compile(JSON.parse(readFileSync(process.argv[2], "utf8")));

function judge(text) {
  let policy;
  try {
    // As editors do, which take the byte order mark for none of the text.
    policy = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `not JSON: ${error.message}`;
  }
  return accepts(policy) ? null : ajv.errorsText(accepts.errors);
}

const lines = readFileSync(0, "utf8").split("\n").filter((line) => line.length > 0);
process.stdout.write(lines.map((line) => `${JSON.stringify(judge(JSON.parse(line)))}\n`).join(""));
