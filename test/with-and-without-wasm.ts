import { afterEach, beforeEach, describe, expect, vi } from 'vitest'

/** Tests of what runs in WebAssembly where the page may have it: there, each of them makes an instance, and without it. */
export function withAndWithoutWasm(tests: () => void): void {
  describe('in WebAssembly', () => {
    beforeEach(() => {
      const instances = vi.spyOn(WebAssembly, 'Instance')
      return () => {
        expect(instances).toHaveBeenCalled()
        instances.mockRestore()
      }
    })
    tests()
  })
  describe('in JavaScript', () => {
    beforeEach(() => void vi.stubGlobal('WebAssembly', undefined))
    afterEach(() => vi.unstubAllGlobals())
    tests()
  })
}
