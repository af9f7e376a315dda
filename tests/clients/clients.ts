// The clients, each with its defaults.
import { pythonClients } from './python-clients.ts';
import { sdkClients } from './sdk-clients.ts';
import { toolClients } from './tool-clients.ts';

export const CLIENTS = [...pythonClients, ...sdkClients, ...toolClients];
