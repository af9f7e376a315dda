// How templates name the function behind an integration or an authorizer.

/** Of a function's ARN, or of the path that API Gateway calls it by. Throws an Error for another URI. */
export function functionArnOf(uri: string, property = 'IntegrationUri'): string {
  const inner = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(
    uri,
  );
  const arn = inner?.[1] ?? uri;
  if (/^arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+(:[^:]+)?$/.test(arn)) return arn;
  throw new Error(`${property} ${uri} is not the ARN of a function`);
}
