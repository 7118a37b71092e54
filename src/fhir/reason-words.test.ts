import { describe, expect, it } from 'vitest'
import { reasonWords } from './reason-words.ts'

describe('reasonWords', () => {
  it.each([
    ['reason=Correction;ticket=T-1', 'Correction, ticket T-1'],
    ['{"reason":"Care","urgent":true}', 'Care, urgent true'],
    ['ticket=T%201', 'ticket T 1'],
    ['just words', 'just words'],
    ['{broken', '{broken'],
  ])('%s', (text, words) => {
    expect(reasonWords(text)).toBe(words)
  })
})
