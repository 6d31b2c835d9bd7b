throw new Error('nobody catches this');
