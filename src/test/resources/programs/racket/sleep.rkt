#lang racket/base
(sleep 60)
