// For tools that read a template without making anything of it.

export { nameHint, nearNames } from '../near-names.ts';
export { checkedParameters } from '../stack/checked-parameters.ts';
export { StackError } from '../stack/stack-error.ts';
export { parseTemplate } from '../stack/template.ts';
