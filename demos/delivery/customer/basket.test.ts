/** What is in the basket, and what falls out of it. */
import { expect, it } from 'vitest'
import { Basket } from './basket.ts'

const corner = { id: 'corner', name: 'The Corner' }
const soup = { id: 'soup', name: 'Soup', price: 700 }
const tea = { id: 'tea', name: 'Tea', price: 250 }

it('adds up whole minor units, and forgets what nobody wants', () => {
  const basket = new Basket('adds')
  basket.put(corner, soup, 2)
  basket.put(corner, tea, 1)
  expect([basket.pieces, basket.subtotal]).toEqual([3, 1_650])
  basket.put(corner, soup, 0)
  expect(basket.lines.map(({ item }) => item)).toEqual(['tea'])
  basket.put(corner, tea, 0)
  expect(basket.restaurant).toBe('')
})

it('holds what one restaurant has', () => {
  const basket = new Basket('one')
  basket.put(corner, soup, 2)
  basket.put({ id: 'other', name: 'Other' }, tea, 1)
  expect([basket.restaurantName, basket.pieces]).toEqual(['Other', 1])
  expect(basket.piecesOf('corner', 'soup')).toBe(0)
})

it('follows the menu: what is gone goes, and prices are those of today', () => {
  const basket = new Basket('follows')
  basket.put(corner, soup, 2)
  basket.put(corner, tea, 1)
  const more = { about: '', taxClass: 'food' }
  const menu = [
    { ...soup, ...more, price: 800, available: true },
    { ...tea, ...more, available: false },
  ]
  expect(basket.follow({ ...corner, menu })).toEqual(['Tea'])
  expect(basket.subtotal).toBe(1_600)
})

it('is there after a reload, and takes nothing for a basket that is none', () => {
  new Basket('kept').put(corner, soup, 3)
  expect(new Basket('kept').subtotal).toBe(2_100)
  expect(new Basket('never').lines).toEqual([])
})
