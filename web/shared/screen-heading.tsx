// The heading of what the page shows now. It takes the focus when the screen changes, so that keyboards and screen readers go on there.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export function ScreenHeading({
  children,
  takesFocus = true,
}: {
  children: ComponentChildren;
  takesFocus?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
