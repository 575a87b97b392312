import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
express().get(
  '/a',
  tokenRequired(api, { userProperty: 'caller' }, (req, res) => res.json(req.caller)),
)

export {}
