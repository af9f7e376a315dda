// Response headers policies: what a distribution sets on every answer of a behavior, and what it removes.
// Source: Amazon CloudFront Developer Guide, "Understand response headers policies".
import * as z from 'zod';
import { Count, Flag, readProperties } from '../template-values.ts';

export interface ResponseHeaders {
  set: readonly { name: string; value: string; isOverriding: boolean }[];
  /** In lower case. */
  remove: readonly string[];
}

const Override = { Override: Flag };
const Config = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.string().optional(),
    CustomHeadersConfig: z
      .strictObject({
        Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), ...Override })),
      })
      .optional(),
    RemoveHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) })
      .optional(),
    SecurityHeadersConfig: z
      .strictObject({
        ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), ...Override }).optional(),
        ContentTypeOptions: z.strictObject(Override).optional(),
        FrameOptions: z.strictObject({ FrameOption: z.enum(['DENY', 'SAMEORIGIN']), ...Override }).optional(),
        ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), ...Override }).optional(),
        StrictTransportSecurity: z
          .strictObject({
            AccessControlMaxAgeSec: Count,
            IncludeSubdomains: Flag.optional(),
            Preload: Flag.optional(),
            ...Override,
          })
          .optional(),
        XSSProtection: z
          .strictObject({
            Protection: Flag,
            ModeBlock: Flag.optional(),
            ReportUri: z.string().optional(),
            ...Override,
          })
          .optional(),
      })
      .optional(),
  }),
});

type Security = NonNullable<z.output<typeof Config>['ResponseHeadersPolicyConfig']['SecurityHeadersConfig']>;

/** Headers that CloudFront takes from SecurityHeadersConfig alone. */
const SECURITY_HEADERS = [
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'strict-transport-security',
  'x-xss-protection',
];

/** SecurityHeadersPolicy */
export const MANAGED_RESPONSE_HEADERS: Readonly<Record<string, ResponseHeaders>> = {
  '67f7725c-6f97-4210-82d7-5512b31e9d03': {
    remove: [],
    set: securityHeaders({
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: false },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
      XSSProtection: { Protection: true, ModeBlock: true, Override: false },
      ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: false },
    }),
  },
};

/** Throws an Error naming what does not fit. */
export function readResponseHeaders(properties: Record<string, unknown>): ResponseHeaders {
  const given = readProperties(Config, properties).ResponseHeadersPolicyConfig;
  const custom = (given.CustomHeadersConfig?.Items ?? []).map(({ Header, Value, Override: isOverriding }) => {
    if (SECURITY_HEADERS.includes(Header.toLowerCase()))
      throw new Error(
        `CustomHeadersConfig: ${Header} is a security header and cannot be a custom one; it belongs into SecurityHeadersConfig`,
      );
    return { name: Header, value: Value, isOverriding };
  });
  return {
    set: [...securityHeaders(given.SecurityHeadersConfig ?? {}), ...custom],
    remove: (given.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase()),
  };
}

function securityHeaders(given: Security): ResponseHeaders['set'] {
  const {
    ContentSecurityPolicy: csp,
    ContentTypeOptions: type,
    FrameOptions: frame,
    ReferrerPolicy: referrer,
    StrictTransportSecurity: hsts,
    XSSProtection: xss,
  } = given;
  const headers = [
    csp && { name: 'content-security-policy', value: originsAlone(csp.ContentSecurityPolicy), of: csp },
    type && { name: 'x-content-type-options', value: 'nosniff', of: type },
    frame && { name: 'x-frame-options', value: frame.FrameOption, of: frame },
    referrer && { name: 'referrer-policy', value: referrer.ReferrerPolicy, of: referrer },
    hsts && {
      name: 'strict-transport-security',
      value: [
        `max-age=${hsts.AccessControlMaxAgeSec}`,
        ...(hsts.IncludeSubdomains ? ['includeSubDomains'] : []),
        ...(hsts.Preload ? ['preload'] : []),
      ].join('; '),
      of: hsts,
    },
    xss && {
      name: 'x-xss-protection',
      value: [
        xss.Protection ? '1' : '0',
        ...(xss.ModeBlock ? ['mode=block'] : []),
        ...(xss.ReportUri ? [`report=${xss.ReportUri}`] : []),
      ].join('; '),
      of: xss,
    },
  ];
  return headers.flatMap((header) =>
    header ? [{ name: header.name, value: header.value, isOverriding: header.of.Override }] : [],
  );
}

// What is a host on AWS may be a path here, and in a source a path without its last slash stands for itself alone.
function originsAlone(policy: string): string {
  return policy.replace(/(http:\/\/127\.0\.0\.1:\d+)\/[^\s;]*/g, '$1');
}

/** The headers of an answer as the policy wants them; names in lower case. */
export function withResponseHeaders<T>(
  headers: Readonly<Record<string, T>>,
  policy: ResponseHeaders | undefined,
): Record<string, T | string> {
  const result: Record<string, T | string> = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (!policy) return result;
  for (const name of policy.remove) delete result[name];
  for (const { name, value, isOverriding } of policy.set) {
    const key = name.toLowerCase();
    if (isOverriding || result[key] === undefined) result[key] = value;
  }
  return result;
}
