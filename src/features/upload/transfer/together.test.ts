import { afterEach, expect, test, vi } from 'vitest'
import type { Capabilities } from '#api/binaries/types.ts'
import { itemOf, queueOf, reduce } from '#test/upload-items.ts'
import type { QueueState } from '../queue/queue-state.ts'
import { Together } from './together.ts'

afterEach(() => vi.unstubAllGlobals())

const SAID: Capabilities = {
  known: true,
  raw: true,
  updateCreate: true,
  conditionalCreate: true,
  batch: true,
  searchParams: [],
  interactions: [],
}

function together(state: QueueState = queueOf()) {
  const driven = { state, told: 0 }
  const subject = new Together(
    () => driven.state,
    (event) => {
      driven.told += 1
      driven.state = reduce(driven.state, event)
    },
  )
  return { driven, subject }
}

test('a server that declares batches and ids of clients is told of once', () => {
  const { driven, subject } = together()
  subject.declared('clinic', SAID)
  subject.declared('clinic', SAID)
  expect([driven.state.batched, driven.told]).toEqual([['clinic'], 1])
  subject.declared('other', { ...SAID, updateCreate: false })
  subject.declared('third', { ...SAID, batch: false })
  expect(driven.state.batched).toEqual(['clinic'])
  subject.declared('clinic', { ...SAID, updateCreate: false })
  expect(driven.state.batched).toEqual([])
})

test('on plain http, where nothing is read whole, each goes alone', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const { driven, subject } = together()
  subject.declared('clinic', SAID)
  expect(driven.state.batched).toEqual([])
})

test('those that start together have places, and fewer have none', () => {
  const items = Array.from({ length: 6 }, (_, at) => itemOf(`${at}`, { kind: 'waiting' }))
  const { driven, subject } = together(queueOf(...items))
  subject.declared('clinic', SAID)
  const places = subject.placesFor(driven.state.items, driven.state)
  expect([...places.keys()]).toEqual(items.map(({ key }) => key))
  expect(subject.placesFor(items.slice(0, 4), driven.state).size).toBe(0)
})
