import { expect, test } from 'vitest'
import { idlePhase } from './idle.ts'

const quarter = 15 * 60_000

test('nothing until a minute before the end, then a warning, then over', () => {
  expect(idlePhase(0, 0, quarter)).toEqual({ phase: 'active', checkInMs: 14 * 60_000 })
  expect(idlePhase(0, 14 * 60_000 - 1, quarter)).toEqual({ phase: 'active', checkInMs: 1 })
  expect(idlePhase(0, 14 * 60_000, quarter)).toEqual({ phase: 'warning', lockAt: quarter })
  expect(idlePhase(0, quarter - 1, quarter)).toEqual({ phase: 'warning', lockAt: quarter })
  expect(idlePhase(0, quarter, quarter)).toEqual({ phase: 'over' })
})

test('a machine that slept for a night wakes up locked', () => {
  expect(idlePhase(0, 8 * 3600_000, quarter).phase).toBe('over')
})

test('a clock that was set back neither locks nor extends for ever', () => {
  expect(idlePhase(10_000_000, 0, quarter)).toEqual({ phase: 'active', checkInMs: 14 * 60_000 })
})

test('with one minute in all, the warning leaves half of it', () => {
  expect(idlePhase(0, 29_999, 60_000).phase).toBe('active')
  expect(idlePhase(0, 30_000, 60_000).phase).toBe('warning')
})
