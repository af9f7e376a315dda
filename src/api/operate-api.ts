// OperateApi: what operators see and repair. Its role reads executions and starts them again; it reads no photo and no rider's row.

import { serve } from '../shared/route.ts';
import { OPERATE_ROUTES } from './operate/routes.ts';

export const handler = serve(OPERATE_ROUTES);
