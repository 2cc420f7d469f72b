-- Stands for the migration of another branch until they are merged; then it goes.

-- +goose Up
SELECT 1;
