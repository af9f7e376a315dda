// Definition -> machine: every path, template and expression is compiled once, before anything runs.
import type { Language, Source } from './fields.ts';
import { compileDistribution } from './map/map-run.ts';
import type { Graph, State, StateType } from './state-execution.ts';
import { compileChoice } from './state-types/choice.ts';
import { compileMap } from './state-types/map.ts';
import { compileParallel } from './state-types/parallel.ts';
import { compileFail, compilePass, compileSucceed, compileWait } from './state-types/simple.ts';
import { compileTask } from './state-types/task.ts';

/** Compiles the states of a valid machine, branch or item processor. */
export function compileGraph(source: Source, inherited: Language): Graph {
  const language = languageOf(source, inherited);
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(source['States'] as Record<string, Source>)) {
    const compile = COMPILE[state['Type'] as StateType];
    states.set(name, compile(name, state, languageOf(state, language), language));
  }
  return { startAt: source['StartAt'] as string, states };
}

export function languageOf(source: Source, inherited: Language): Language {
  return (source['QueryLanguage'] as Language | undefined) ?? inherited;
}

/** `inherited` is the language of the machine, which the states below do not take from the state itself. */
type Compile = (name: string, source: Source, language: Language, inherited: Language) => State;

const COMPILE: Readonly<Record<StateType, Compile>> = {
  Pass: compilePass,
  Succeed: compileSucceed,
  Fail: compileFail,
  Wait: compileWait,
  Choice: compileChoice,
  Task: compileTask,
  Parallel: (name, source, language, inherited) => {
    const branches = (source['Branches'] as Source[]).map((branch) => compileGraph(branch, inherited));
    return compileParallel(name, source, language, branches);
  },
  Map: (name, source, language, inherited) => {
    const processor = (source['ItemProcessor'] ?? source['Iterator']) as Source;
    const config = (processor['ProcessorConfig'] ?? {}) as Source;
    const distribution =
      config['Mode'] === 'DISTRIBUTED' ? compileDistribution(name, source, config, language) : undefined;
    return compileMap(name, source, language, compileGraph(processor, inherited), distribution);
  },
};
