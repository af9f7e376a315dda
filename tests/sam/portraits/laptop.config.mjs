import { defineProject } from 'laptop-cloud/project';
import { rekognition } from 'local-rekognition';

export const project = defineProject({ title: 'Portraits', services: [rekognition] });
