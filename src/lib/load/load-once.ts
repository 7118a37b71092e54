/**
 * Code that is loaded when it is first needed, and asked for again only where it could not be loaded: what stands around
 * each `import()` costs a thousand calls more than they do.
 */
export function loadOnce<Code>(load: () => Promise<Code>): () => Promise<Code> {
  let loading: Promise<Code> | undefined
  return () => {
    if (loading === undefined) {
      loading = load()
      loading.catch(() => {
        loading = undefined
      })
    }
    return loading
  }
}
