import { createElement, lazy, useState, type ComponentType } from 'react'

/** A component whose code comes when it is first needed, or before. */
export interface LazyPart<Props> {
  /** Loads its code ahead. @throws (later) what `import()` does; drawing the component tries once more */
  load: () => Promise<unknown>
  Part: ComponentType<Props>
}

/**
 * As React's `lazy`, and drawn at once where its code has been loaded ahead. `lazy` alone shows its placeholder even then, and
 * React holds back for 300 ms whatever takes a placeholder's place. It also keeps a failure for ever; here a later `load` mends it.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyPart<Props> {
  let loaded: ComponentType<Props> | undefined
  const loadPart = async () => (loaded ??= await load())
  const Late: ComponentType<Props> = lazy(async () => ({ default: await loadPart() }))
  function Part(props: Props) {
    const [Drawn] = useState(() => loaded ?? Late)
    return createElement(Drawn, props)
  }
  return { load: loadPart, Part }
}
