import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** A component whose code comes when it is first needed, or before. */
export interface LazyPart<Props> {
  /** Loads its code ahead. @throws (later) what `import()` does; drawing the component tries once more */
  load: () => Promise<unknown>
  Part: LazyExoticComponent<ComponentType<Props>>
}

/**
 * As React's `lazy`, and drawn at once where its code has been loaded ahead. `lazy` alone shows its placeholder even then, and
 * React holds back for 300 ms whatever takes a placeholder's place.
 */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let loaded: { default: ComponentType<Props> } | undefined
  const loadPart = async () => (loaded ??= { default: await load() })
  return { load: loadPart, Part: lazy(() => (loaded ? atOnce(loaded) : loadPart())) }
}

/** Answers before it returns, which `lazy` takes and a promise can't. */
function atOnce<Value>(value: Value): Promise<Value> {
  // oxlint-disable-next-line unicorn/no-thenable -- that is what it is
  return { then: (take: (value: Value) => void) => take(value) } as unknown as Promise<Value>
}
