// Tags of state machines and activities.
import { loadJson, saveJson } from '../../json-list.ts';

export interface Tag {
  key: string;
  value: string;
}

export interface TagStore {
  list(arn: string): Tag[];
  add(arn: string, tags: Tag[]): void;
  remove(arn: string, keys: string[]): void;
  forget(arn: string): void;
}

export function createTagStore(file: string | null): TagStore {
  const byArn = new Map(loadJson(file) as [string, Tag[]][]);
  const put = (arn: string, tags: Tag[]) => {
    byArn.set(arn, tags);
    saveJson(file, [...byArn]);
  };
  const list = (arn: string) => byArn.get(arn) ?? [];
  return {
    list,
    add: (arn, tags) =>
      put(arn, [
        ...list(arn).filter(({ key }) => !tags.some((tag) => tag.key === key)),
        ...new Map(tags.map((tag) => [tag.key, tag])).values(),
      ]),
    remove: (arn, keys) =>
      put(
        arn,
        list(arn).filter(({ key }) => !keys.includes(key)),
      ),
    forget(arn) {
      if (byArn.delete(arn)) saveJson(file, [...byArn]);
    },
  };
}
