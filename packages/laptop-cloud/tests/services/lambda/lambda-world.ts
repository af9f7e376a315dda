// Lambda's API over a project in a folder, which can be started again over the same folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { createBus } from '../../../src/services/bus.ts';
import { createLambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { createS3, type LocalS3 } from '../../../src/services/s3/s3.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { aProject, type Project } from '../../lambda/a-project.ts';
import { zip } from '../../lambda/zip.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

export const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/known`;

/** An archive of one module. */
export const coded = (code: string, name = 'index.mjs') => zip([{ name, text: code, isDeflated: true }]);

export class LambdaWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'lambda-world-'));
  readonly #files: Record<string, string>;
  #template: string;
  #project!: Project;
  #gateway!: TestGateway;
  client!: LambdaClient;
  s3!: S3Client;
  readObject!: LocalS3['readObject'];
  /** Of a caller who is asked what he may do, and may nothing: his key, and what he was asked. */
  readonly denied: { accessKeyId: 'denied'; asked: string[] } = { accessKeyId: 'denied', asked: [] };

  constructor(files: Record<string, string>, template: string) {
    this.#files = files;
    this.#template = template;
  }

  get project(): Project {
    return this.#project;
  }

  async open(): Promise<void> {
    this.#project = await aProject(this.#files, this.#template, {
      folder: this.folder,
      versionsFolder: join(this.folder, '.local/functions'),
    });
    const bus = createBus();
    const account = { region: REGION, accountId: ACCOUNT_ID };
    const s3 = createS3({ ...account, bus, folder: join(this.folder, '.local/s3') });
    const { service, resume } = createLambdaService({
      lambda: this.#project.lambda,
      bus,
      ...account,
      queues: createSqs({ ...account, bus }).source,
      readObject: s3.readObject,
      principalOf: () => ({ arn: ROLE, can: () => true }),
      invokeConfigurationsFile: join(this.folder, '.local/invoke-configurations.json'),
      policiesFile: join(this.folder, '.local/policies.json'),
    });
    resume();
    const can = (action: string, arn: string): boolean => {
      this.denied.asked.push(`${action} ${arn}`);
      return false;
    };
    this.#gateway = await startGateway([service, s3.service], { denied: { arn: ROLE, can } });
    this.client = new LambdaClient(this.#gateway.clientConfig);
    this.readObject = s3.readObject;
    this.s3 = new S3Client({ ...this.#gateway.clientConfig, forcePathStyle: true });
  }

  /** A client with another key. */
  as(accessKeyId: string): LambdaClient {
    return new LambdaClient(this.#gateway.as(accessKeyId));
  }

  /** Ends it and starts it again, over what it has left; with another template, if there is one. */
  async restart(template = this.#template): Promise<void> {
    await this.#end();
    this.#template = template;
    for (const file of Object.keys(this.#files)) delete this.#files[file];
    await this.open();
  }

  async close(): Promise<void> {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    this.client.destroy();
    this.s3.destroy();
    await this.#gateway.close();
    await this.#project.lambda.close();
  }

  create(FunctionName: string, more: Partial<CreateFunctionCommandInput> = {}) {
    return this.client.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE,
        Code: { ZipFile: coded('export const handler = async () => process.env.OWN ?? 1;') },
        ...more,
      }),
    );
  }

  /** The parsed answer of a function. */
  async called(FunctionName: string, more: Partial<InvokeCommandInput> = {}): Promise<unknown> {
    const { Payload } = await this.client.send(new InvokeCommand({ FunctionName, ...more }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  }
}
