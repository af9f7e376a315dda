// The clients, each with its defaults.
import { awsCliClients } from './aws-cli-clients.ts';
import { javaClients } from './java-client.ts';
import { pythonClients } from './python-clients.ts';
import { sdkClients } from './sdk-clients.ts';
import { toolClients } from './tool-clients.ts';

export const CLIENTS = [...pythonClients, ...awsCliClients, ...sdkClients, ...javaClients, ...toolClients];
