shopt -s extglob
case aab in
  +(a)b) echo ok ;;
esac
