/** What is in the basket, and what falls out of it. */
import { expect, it } from 'vitest'
import { Cart } from './cart.ts'

const corner = { id: 'corner', name: 'The Corner' }
const soup = { id: 'soup', name: 'Soup', price: 700 }
const tea = { id: 'tea', name: 'Tea', price: 250 }

it('adds up whole minor units, and forgets what nobody wants', () => {
  const cart = new Cart('adds')
  cart.put(corner, soup, 2)
  cart.put(corner, tea, 1)
  expect([cart.pieces, cart.subtotal]).toEqual([3, 1_650])
  cart.put(corner, soup, 0)
  expect(cart.lines.map(({ item }) => item)).toEqual(['tea'])
  cart.put(corner, tea, 0)
  expect(cart.restaurant).toBe('')
})

it('holds what one restaurant has', () => {
  const cart = new Cart('one')
  cart.put(corner, soup, 2)
  cart.put({ id: 'other', name: 'Other' }, tea, 1)
  expect([cart.restaurantName, cart.pieces]).toEqual(['Other', 1])
  expect(cart.piecesOf('corner', 'soup')).toBe(0)
})

it('follows the menu: what is gone goes, and prices are those of today', () => {
  const cart = new Cart('follows')
  cart.put(corner, soup, 2)
  cart.put(corner, tea, 1)
  const more = { about: '', taxClass: 'food' }
  const menu = [
    { ...soup, ...more, price: 800, available: true },
    { ...tea, ...more, available: false },
  ]
  expect(cart.follow({ ...corner, menu })).toEqual(['Tea'])
  expect(cart.subtotal).toBe(1_600)
})

it('is there after a reload, and takes nothing for a basket that is none', () => {
  new Cart('kept').put(corner, soup, 3)
  expect(new Cart('kept').subtotal).toBe(2_100)
  expect(new Cart('never').lines).toEqual([])
})
