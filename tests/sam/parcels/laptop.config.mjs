import { defineProject } from 'laptop-cloud/project';

export const project = defineProject({ title: 'Parcels' });
