import { expect, test, vi } from 'vitest'
import { loadOnce } from './load-once.ts'

test('loads once, and again only after it could not', async () => {
  const load = vi.fn<() => Promise<string>>()
  load.mockRejectedValueOnce(new TypeError('Not loaded')).mockResolvedValue('code')
  const code = loadOnce(load)
  expect(load).not.toHaveBeenCalled()
  await expect(Promise.all([code(), code()])).rejects.toThrow('Not loaded')
  expect(load).toHaveBeenCalledTimes(1)
  expect(await Promise.all([code(), code(), code()])).toEqual(['code', 'code', 'code'])
  expect(load).toHaveBeenCalledTimes(2)
})
