/** The workers that decode what browsers don't: a new one for each content, which ends with it. */
export function createTiffWorker(): Worker {
  return new Worker(new URL('./tiff-worker.ts', import.meta.url), { type: 'module' })
}

export function createJpeg2000Worker(): Worker {
  return new Worker(new URL('./jpeg2000-wasm.ts', import.meta.url), { type: 'module' })
}
