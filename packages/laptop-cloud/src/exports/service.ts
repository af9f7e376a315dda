// For services that are added to the laptop cloud from outside.

export type { AddedService, AddOn, ServiceHost } from '../add-on.ts';
export { arnOf, objectArn } from '../arns.ts';
export { replaceFileSoon, wholeFiles } from '../atomic-file.ts';
export { appendToFile } from '../services/append-whole.ts';
export { cutTornLine, readJsonLines } from '../services/json-lines.ts';
export { defineOperation, type Operation } from '../services/operation.ts';
export { pageOf } from '../services/page.ts';
export { parseInput } from '../services/parse-input.ts';
export { jsonService } from '../services/protocols/json.ts';
export { queryService } from '../services/protocols/query.ts';
export { RestAnswer, restJsonService } from '../services/protocols/rest-json.ts';
export { restXmlService } from '../services/protocols/rest-xml.ts';
export { authorize, type Service, ServiceError, type ServiceRequest } from '../services/service.ts';
export type { ResourceTypes } from '../stack/resource.ts';
