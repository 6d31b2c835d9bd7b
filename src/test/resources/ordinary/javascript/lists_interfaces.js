console.log('lo' in require('os').networkInterfaces() ? 'ok' : 'no loopback device');
