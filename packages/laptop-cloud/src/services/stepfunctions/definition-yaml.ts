// Definitions in YAML, which Step Functions takes beside JSON.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachine-s3location.html
import { parseDocument } from 'yaml';

/** Whether a definition is YAML by the name of its file. */
export function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

/** The same definition as JSON. Throws with the first mistake and its line. */
export function definitionFromYaml(text: string, file: string): string {
  const document = parseDocument(text);
  const [first] = document.errors;
  if (first) throw new Error(`${file} is no YAML: ${first.message.split('\n')[0]}`);
  return JSON.stringify(document.toJS(), null, 2);
}
