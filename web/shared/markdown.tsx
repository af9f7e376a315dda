// The little of Markdown that our own texts use: headings, paragraphs, lists, stress. Nothing of theirs reaches the page as markup.

export function Markdown({ text }: { text: string }) {
  return (
    <>
      {text
        .trim()
        .split(/\n\s*\n/)
        .map(block)}
    </>
  );
}

function block(text: string, key: number) {
  const lines = text.split('\n').map((line) => line.trim());
  const [first = ''] = lines;
  const heading =
    /^#{1,3} (.*)$/.exec(first) ?? (lines.length === 1 ? /^\*\*([^*]+)\*\*$/.exec(first) : null);
  if (heading) return <h2 key={key}>{heading[1]}</h2>;
  if (first.startsWith('- ')) {
    return (
      <ul key={key}>
        {items(lines).map((item) => (
          <li key={item}>{stressed(item)}</li>
        ))}
      </ul>
    );
  }
  return <p key={key}>{stressed(lines.join(' '))}</p>;
}

function items(lines: string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) joined.push(line.slice(2));
    else joined.push(`${joined.pop() ?? ''} ${line}`);
  }
  return joined;
}

function stressed(text: string) {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*)/).map((part, key) => {
    if (part.startsWith('**')) return <strong key={key}>{part.slice(2, -2)}</strong>;
    return part.startsWith('*') ? <em key={key}>{part.slice(1, -1)}</em> : part;
  });
}
