all <- list()
repeat all[[length(all) + 1]] <- rep(1.5, 131072)
