import { describe, expect, it } from 'vitest'
import { reasonWords, shortAuthor } from './attribution.ts'

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

describe('shortAuthor', () => {
  it.each([
    ['Ann Lee (0f8fad5b-d9cb-469f-a165-70867728950e at idp.example)', 'Ann Lee (…28950e)'],
    ['Ann [x] Lee (ann at idp.example:8443)', 'Ann [x] Lee (ann)'],
    ['(0f8fad5b-d9cb-469f at idp.example)', '0f8fad5b-d9cb-469f'],
    ['Ward 3', 'Ward 3'],
    ['Ward 3 (night)', 'Ward 3 (night)'],
    ['the start token', 'the start token'],
    ['', ''],
  ])('%j is %j beside what they did', (author, short) => {
    expect(shortAuthor(author)).toBe(short)
  })
})
