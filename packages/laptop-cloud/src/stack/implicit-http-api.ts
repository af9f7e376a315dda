// The API that SAM makes for events HttpApi without ApiId.

import { IMPLICIT_HTTP_API } from './http-api-event.ts';
import type { RawResource, Template } from './template.ts';

/** The resources with the implicit API, if an event asks for it; before Globals are merged, which reach it. */
export function withImplicitHttpApi(template: Template): Template {
  const users = Object.values(template.resources).filter(asksForImplicitApi);
  if (users.length === 0) return template;
  if (Object.hasOwn(template.resources, IMPLICIT_HTTP_API)) return template;
  const conditions = [...new Set(users.map(({ condition }) => condition))];
  const isConditional = conditions.every((condition) => condition !== undefined);
  const condition = isConditional ? conditionOf(conditions) : {};
  const api: RawResource = {
    type: 'AWS::Serverless::HttpApi',
    properties: {},
    metadata: {},
    dependsOn: [],
    ...(condition.name === undefined ? {} : { condition: condition.name }),
  };
  return {
    ...template,
    conditions: { ...template.conditions, ...condition.made },
    resources: { ...template.resources, [IMPLICIT_HTTP_API]: api },
  };
}

function asksForImplicitApi({ type, properties }: RawResource): boolean {
  if (type !== 'AWS::Serverless::Function') return false;
  return Object.values(Object(properties.Events)).some((event) => {
    const { Type, Properties } = Object(event) as { Type?: unknown; Properties?: unknown };
    return Type === 'HttpApi' && Object(Properties).ApiId === undefined;
  });
}

/** Of functions that may each be missing: the API is there when one of them is. */
function conditionOf(names: (string | undefined)[]): { name?: string; made?: Record<string, unknown> } {
  const [first, ...others] = names.map((name) => ({ Condition: name }));
  if (!first) return {};
  if (others.length === 0) return { name: first.Condition! };
  const any = others.reduce<unknown>((sofar, next) => ({ 'Fn::Or': [sofar, next] }), first);
  const name = `${IMPLICIT_HTTP_API}Condition`;
  return { name, made: { [name]: any } };
}
