// For tools that read a template without making anything of it, and the words that they are asked with.

export { nameHint, nearNames } from '../near-names.ts';
export { readWords } from '../read-words.ts';
export { checkedParameters } from '../stack/checked-parameters.ts';
export { StackError } from '../stack/stack-error.ts';
export { parseTemplate } from '../stack/template.ts';
