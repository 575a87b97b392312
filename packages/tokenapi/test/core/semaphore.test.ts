import { expect, it } from 'vitest'

import { type Waiter, createSemaphore } from '../../src/core/runtime/semaphore.ts'

it('gives as many permits as there are at once, and then in order', async () => {
  const semaphore = createSemaphore(2)
  expect([semaphore.acquire(), semaphore.acquire()]).toEqual([undefined, undefined])
  expect(semaphore.isFree).toBe(false)
  const order: number[] = []
  const waits = [1, 2].map(async (which) => {
    await semaphore.acquire()
    order.push(which)
  })
  semaphore.release()
  await waits[0]
  expect(order).toEqual([1])
  semaphore.release()
  await waits[1]
  semaphore.release()
  expect(semaphore.isFree).toBe(true)
})

it('an aborted wait leaves the queue, and takes no permit', async () => {
  const semaphore = createSemaphore(1)
  void semaphore.acquire()
  const waiter: Waiter = { onAbort: undefined }
  const wait = semaphore.acquire(waiter)
  waiter.onAbort?.(new Error('the time is over'))
  await expect(wait).rejects.toThrow('the time is over')
  semaphore.release()
  expect(semaphore.isFree).toBe(true)
})
