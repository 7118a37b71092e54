import { expect, test } from 'vitest'
import { rank, ranked } from './rank.ts'

test('the start beats a word, a word beats the middle, the middle beats scattered letters', () => {
  const places = ['Settings', 'Open settings', 'Resettings', 'S e t t']
  expect(places.map((text) => rank(text, 'set'))).toEqual([0, 1, 2, 3])
  expect(rank('Activity', 'set')).toBeUndefined()
})

test('every word typed must be answered', () => {
  expect(rank('Use the dark theme', 'dark the')).toBeDefined()
  expect(rank('Use the dark theme', 'dark light')).toBeUndefined()
})

test('nothing typed keeps the order', () => {
  expect(ranked(['b', 'a'], '', (text) => text)).toEqual(['b', 'a'])
  expect(ranked(['the lab', 'lab'], 'lab', (text) => text)).toEqual(['lab', 'the lab'])
})
