import type { Store } from './store/store.ts'

/** Fills the sample organization on the first start. */
export async function loadDemoOnce(store: Store): Promise<void> {
  const path: string = './demo/load-demo.ts'
  const demo = (await import(path).catch(() => undefined)) as
    | { loadDemo(store: Store, options: { now: Date }): Promise<void> }
    | undefined
  await demo?.loadDemo(store, { now: new Date() })
}
